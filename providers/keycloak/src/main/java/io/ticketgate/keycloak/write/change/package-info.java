/**
 * The changes by which a person can gain a role, one class for each family of changes. A new route
 * to a role is a new class here, named in {@link io.ticketgate.keycloak.write.change.Families}.
 */
@NullMarked
package io.ticketgate.keycloak.write.change;

import org.jspecify.annotations.NullMarked;
