/** HTTP with JSON: what every connector that uses it shares. Knows no kind of ITSM. */
@NullMarked
package io.ticketgate.connectors.http;

import org.jspecify.annotations.NullMarked;
