/** What tokens may carry: no protected role, and no protected client, without a live binding. */
@NullMarked
package io.ticketgate.keycloak.token;

import org.jspecify.annotations.NullMarked;
