// Tells Keycloak Ticket Gate that a ticket changed. It says which and nothing else: Keycloak reads the rest itself.
(function executeRule(current, previous /*null when async*/) {
    var url = gs.getProperty('ticketgate.webhook.url');
    var credential = new sn_cc.StandardCredentialsProvider().getCredentialByID(gs.getProperty('ticketgate.webhook.credential'));
    if (!url || !credential) {
        return;
    }

    var ticket = current;
    if (current.getTableName() == 'sysapproval_approver') {
        // An approval is news about the ticket that waits for it.
        var table = String(current.getValue('source_table') || 'task');
        ticket = new GlideRecord(table);
        if (!ticket.get(current.getValue('sysapproval') || current.getValue('document_id'))) {
            return;
        }
    }
    var number = String(ticket.getValue('number') || '');
    if (!/^(CHG|RITM|INC)[0-9]+$/.test(number)) {
        return;
    }

    var body = JSON.stringify({ ticket: number });
    var id = 'snow-' + gs.generateGUID();
    var time = '' + Math.floor(new GlideDateTime().getNumericValue() / 1000);
    // The secret without whsec_ is base64, as generateMac wants its key.
    var key = String(credential.getAttribute('password')).replace(/^whsec_/, '');
    var mac = new GlideCertificateEncryption().generateMac(key, 'HmacSHA256', id + '.' + time + '.' + body);

    try {
        var message = new sn_ws.RESTMessageV2();
        message.setEndpoint(url);
        message.setHttpMethod('POST');
        message.setHttpTimeout(10000);
        message.setRequestHeader('Content-Type', 'application/json');
        message.setRequestHeader('webhook-id', id);
        message.setRequestHeader('webhook-timestamp', time);
        message.setRequestHeader('webhook-signature', 'v1,' + mac);
        message.setRequestBody(body);
        var status = message.execute().getStatusCode();
        if (status != 202) {
            gs.error('Ticket Gate was not told of ' + number + ': it answered ' + status);
        }
    } catch (failure) {
        // What happens to a ticket here never depends on Keycloak, which polls besides.
        gs.error('Ticket Gate was not told of ' + number + ': ' + failure);
    }
})(current, previous);
