/**
 * The {@code jira} connector: requests of Jira Service Management with their approvals, on Jira
 * Cloud and on Jira Data Center.
 */
@NullMarked
package io.ticketgate.connectors.jira;

import org.jspecify.annotations.NullMarked;
