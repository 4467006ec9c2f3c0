/** What the test buttons of all connectors share. */
@NullMarked
package io.ticketgate.connectors.check;

import org.jspecify.annotations.NullMarked;
