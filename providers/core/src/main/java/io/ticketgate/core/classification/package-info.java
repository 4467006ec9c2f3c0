/** What each kind of row means that Keycloak can write. */
@NullMarked
package io.ticketgate.core.classification;

import org.jspecify.annotations.NullMarked;
