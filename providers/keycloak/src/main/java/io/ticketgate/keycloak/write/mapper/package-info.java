/**
 * What mappers hand out: which roles a protocol mapper writes into tokens, and which an identity
 * provider's or a directory's mapper gives. Knows their settings, and no change that writes them.
 */
@NullMarked
package io.ticketgate.keycloak.write.mapper;

import org.jspecify.annotations.NullMarked;
