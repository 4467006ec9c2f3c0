/** The settings of a system: how a kind of ITSM declares them, and how a connector reads them. */
@NullMarked
package io.ticketgate.connectors.settings;

import org.jspecify.annotations.NullMarked;
