/** JSONPath of RFC 9535, without its function extensions. RATIONALE.md says why it is our own. */
@NullMarked
package io.ticketgate.connectors.rest.jsonpath;

import org.jspecify.annotations.NullMarked;
