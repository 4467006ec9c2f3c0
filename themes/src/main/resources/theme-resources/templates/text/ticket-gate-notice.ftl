<#ftl output_format="plainText">
${msg("ticketGateNotice.body.${kind}", holder, what, realmTitle)}

${msg("ticketGateNotice.ticket")}: ${ticket}
<#if kind == "activated" || kind == "resumed">
${msg("ticketGateNotice.until")}: ${until}
<#else>
${msg("ticketGateNotice.at")}: ${at}
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

${msg("ticketGateNotice.footer", realmTitle)}
