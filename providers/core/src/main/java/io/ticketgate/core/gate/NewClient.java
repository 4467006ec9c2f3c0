package io.ticketgate.core.gate;

import io.ticketgate.core.binding.Detail;
import org.jspecify.annotations.Nullable;

/**
 * That a client is made by the change that is judged.
 *
 * @param registered who registered it; null where it was made otherwise, as by the Admin API
 */
public record NewClient(Detail.@Nullable Registered registered) {}
