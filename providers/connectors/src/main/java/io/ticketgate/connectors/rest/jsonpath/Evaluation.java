package io.ticketgate.connectors.rest.jsonpath;

import com.fasterxml.jackson.databind.JsonNode;

/** What stays the same while a query is evaluated. */
record Evaluation(JsonNode root, Budget budget) {}
