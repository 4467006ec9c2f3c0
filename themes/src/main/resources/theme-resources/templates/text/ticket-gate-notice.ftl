<#ftl output_format="plainText">
${msg("ticketGateNotice.body.${kind}", holder, what, realmTitle)}

${msg("ticketGateNotice.ticket")}: ${ticket}
<#if ["activated", "resumed", "ending", "used"]?seq_contains(kind) && until?has_content>
${msg("ticketGateNotice.until")}: ${until}
</#if>
<#if ["suspended", "revoked", "expired"]?seq_contains(kind)>
${msg("ticketGateNotice.at")}: ${at}
</#if>
<#if reviewDueAt?has_content>
${msg("ticketGateNotice.review")}: ${reviewDueAt}
</#if>
<#if justification?has_content>
${msg("ticketGateNotice.justification")}: ${justification}
</#if>
<#if cause?has_content>
${msg("ticketGateNotice.why")}: ${msg("ticketGateNotice.cause.${cause}")}
</#if>
<#if reason?has_content>
${msg("ticketGateNotice.detail")}: ${reason}
</#if>
<#if actor?has_content>
${msg("ticketGateNotice.by")}: ${actor}
</#if>
${msg("ticketGateNotice.rules")}: ${rules}

<#if link?has_content>
${msg("ticketGateNotice.open")}: ${link}

</#if>
${msg("ticketGateNotice.footer", realmTitle)}
