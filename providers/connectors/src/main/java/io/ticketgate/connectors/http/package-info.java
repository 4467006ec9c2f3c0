/** What connectors that talk JSON over HTTP have in common. */
@NullMarked
package io.ticketgate.connectors.http;

import org.jspecify.annotations.NullMarked;
