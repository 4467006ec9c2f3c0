/**
 * JSONPath as RFC 9535 has it, without its function extensions. RATIONALE.md says why it is our
 * own.
 */
@NullMarked
package io.ticketgate.connectors.rest.jsonpath;

import org.jspecify.annotations.NullMarked;
