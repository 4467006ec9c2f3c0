@NullMarked
package io.ticketgate.chaos;

import org.jspecify.annotations.NullMarked;
