/**
 * The changes that can bring a role within reach, one class for each family of them. A new route to
 * a role is a new class here, named in {@link io.ticketgate.keycloak.write.change.Families}.
 */
@NullMarked
package io.ticketgate.keycloak.write.change;

import org.jspecify.annotations.NullMarked;
