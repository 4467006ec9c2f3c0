/** An ITSM that is a folder, with one file for each ticket: an example of a connector. */
@NullMarked
package io.ticketgate.example;

import org.jspecify.annotations.NullMarked;
