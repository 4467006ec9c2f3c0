/** The {@code push} connector: the ITSM or an administrator sends ticket records to the gate. */
@NullMarked
package io.ticketgate.connectors.push;

import org.jspecify.annotations.NullMarked;
