<#import "template.ftl" as layout>
<#macro fact name value><tr><th scope="row" align="left" style="padding:2px 16px 2px 0;font-weight:600">${name}</th><td style="padding:2px 0">${value}</td></tr></#macro>
<@layout.emailLayout>
<p>${msg("ticketGateNotice.body.${kind}", holder, what, realmTitle)}</p>
<table role="presentation" cellspacing="0" cellpadding="0">
<@fact name=msg("ticketGateNotice.ticket") value=ticket/>
<#if ["activated", "resumed", "ending", "used"]?seq_contains(kind) && until?has_content>
<@fact name=msg("ticketGateNotice.until") value=until/>
</#if>
<#if ["suspended", "revoked", "expired"]?seq_contains(kind)>
<@fact name=msg("ticketGateNotice.at") value=at/>
</#if>
<#if reviewDueAt?has_content>
<@fact name=msg("ticketGateNotice.review") value=reviewDueAt/>
</#if>
<#if justification?has_content>
<@fact name=msg("ticketGateNotice.justification") value=justification/>
</#if>
<#if cause?has_content>
<@fact name=msg("ticketGateNotice.why") value=msg("ticketGateNotice.cause.${cause}")/>
</#if>
<#if reason?has_content>
<@fact name=msg("ticketGateNotice.detail") value=reason/>
</#if>
<#if actor?has_content>
<@fact name=msg("ticketGateNotice.by") value=actor/>
</#if>
<@fact name=msg("ticketGateNotice.rules") value=rules/>
</table>
<#if link?has_content>
<p><a href="${link}">${msg("ticketGateNotice.open")}</a></p>
</#if>
<p>${msg("ticketGateNotice.footer", realmTitle)}</p>
</@layout.emailLayout>
