# Tells Keycloak Ticket Gate that a ticket changed. It says which and nothing else: Keycloak reads the rest from RT.
my $url    = RT->Config->Get('TicketGateWebhookUrl') or return 1;
my $secret = RT->Config->Get('TicketGateWebhookSecret');
my ( $ticket, $change ) = ( $self->TicketObj, $self->TransactionObj );
return 1 unless $change->Type =~ /^(Status|CustomField|Set|(Add|Del|Set)Watcher|(Add|Delete)Link)$/;
require Digest::SHA; require HTTP::Tiny; require JSON; require MIME::Base64;
# A decision on an approval is news about the tickets that wait for it.
my @ids = map { $_->Id } $ticket->Type eq 'approval' ? $ticket->AllDependedOnBy( Type => 'ticket' ) : $ticket;
for my $id (@ids) {
    my $time    = time;
    my $message = join '-', 'rt', $change->Id, $id, $time;
    my $body    = JSON::encode_json( { type => 'ticket.changed', data => { id => "$id" } } );
    my $key     = MIME::Base64::decode_base64( $secret =~ s/^whsec_//r );
    my $sign    = MIME::Base64::encode_base64( Digest::SHA::hmac_sha256( "$message.$time.$body", $key ), '' );
    my $answer  = HTTP::Tiny->new( timeout => 2, verify_SSL => 1, max_redirect => 0 )->post( $url, {
        content => $body,
        headers => { 'Content-Type' => 'application/json', 'webhook-id' => $message,
            'webhook-timestamp' => $time, 'webhook-signature' => "v1,$sign" } } );
    RT->Logger->error("Ticket Gate was not told of ticket $id: $answer->{status} $answer->{reason}")
      unless $answer->{success};
}
return 1;    # what happens to a ticket in RT never depends on Keycloak
