/** What a token may carry: no protected role, and no protected client, without a live binding. */
@NullMarked
package io.ticketgate.core.token;

import org.jspecify.annotations.NullMarked;
