/** The {@code servicenow} connector: changes, requested items and incidents by the Table API. */
@NullMarked
package io.ticketgate.connectors.servicenow;

import org.jspecify.annotations.NullMarked;
