# What the tests find in RT: two queues for access requests, their approvals, people, the connector's account, the webhook.
use strict;
use warnings;
our ( @Queues, @CustomFields, @Groups, @Users, @ACL, @Templates, @Scrips, @Final );

# Who has to approve a request in which queue; the approval tickets are given to them.
my %approvers = (
    'Access'          => [qw(bob carol)],
    'Critical Access' => [qw(bob carol erin)],
    'Open Access'     => [],
);
my @queues  = sort keys %approvers;
my %members = (
    'Access Requesters' => [qw(alice bob)],
    # frank may answer approvals in RT; that he is none of the approvers is for the gate to find out.
    'Access Approvers'  => [qw(bob carol erin frank)],
    'Access Fulfillers' => [qw(dave)],
    'Ticket Gate'       => [qw(ticket-gate)],
    # An account that was set up in half: it sees the requests, and not the approvals.
    'Half Set Up'       => [qw(blind)],
);

@Groups = map +{ Name => $_ }, sort keys %members;
@Users  = map +{ Name => $_, RealName => ucfirst, EmailAddress => "$_\@example.test", Privileged => 1 },
  qw(alice bob carol erin frank dave mallory ticket-gate blind);
@Queues = map +{ Name => $_, Lifecycle => 'access' }, @queues;

my %field = ( LookupType => 'RT::Queue-RT::Ticket', ApplyTo => [@queues] );
@CustomFields = (
    ( map +{ %field, Name => $_, Type => 'FreeformSingle' },
        'Requested-For', 'Requested-Client', 'Configuration-Item' ),
    { %field, Name => 'Requested-Role', Type => 'FreeformMultiple' },
    { %field, Name => 'Justification', Type => 'TextSingle' },
    {   %field,
        Name   => 'Risk',
        Type   => 'SelectSingle',
        Values => [ map +{ Name => $_ }, qw(low medium high) ]
    },
);

sub rights {
    my ( $group, $queue, @rights ) = @_;
    return map +{ GroupDomain => 'UserDefined', GroupId => $group, Queue => $queue, Right => $_ }, @rights;
}
my @read = qw(SeeQueue ShowTicket SeeCustomField);
@ACL = (
    ( map { rights( 'Ticket Gate', $_, @read, 'CommentOnTicket' ) } @queues ),
    # Requests of self-service are made in this queue alone.
    rights( 'Ticket Gate', 'Access', qw(CreateTicket SetInitialCustomField) ),
    rights( 'Ticket Gate', '___Approvals', qw(SeeQueue ShowTicket) ),
    ( map { rights( 'Half Set Up', $_, @read ) } @queues ),
    ( map { rights( 'Access Requesters', $_, @read, qw(CreateTicket ReplyToTicket SetInitialCustomField) ) } @queues ),
    ( map { rights( 'Access Approvers', $_, @read ) } @queues ),
    rights( 'Access Approvers', '___Approvals', qw(SeeQueue ShowTicket ModifyTicket ReplyToTicket OwnTicket) ),
    (   map { rights( 'Access Fulfillers', $_, @read, qw(ModifyTicket OwnTicket CommentOnTicket ModifyCustomField) ) }
          @queues
    ),
);

sub approval {
    my ($approver) = @_;
    return <<"SECTION";
===Create-Ticket: $approver
Subject: Approve access: {\$Tickets{'TOP'}->Subject}
Depended-On-By: TOP
Queue: ___Approvals
Type: approval
Owner: $approver
Content: Please approve or reject ticket {\$Tickets{'TOP'}->Id}.
ENDOFCONTENT
SECTION
}

my @with_approvals = grep { @{ $approvers{$_} } } @queues;
@Templates = map +{
    Queue   => $_,
    Name    => 'Access Approvals',
    Type    => 'Perl',
    Content => join( '', map { approval($_) } @{ $approvers{$_} } ),
}, @with_approvals;

my $webhook = do {
    open my $file, '<', "$ENV{RT_DIR}/request-tracker-webhook.pl" or die "request-tracker-webhook.pl: $!";
    local $/;
    <$file>;
};
@Scrips = (
    (   map +{
            Description    => "Approvals of $_",
            Queue          => $_,
            ScripCondition => 'On Create',
            ScripAction    => 'Create Tickets',
            Template       => 'Access Approvals',
        },
        @with_approvals
    ),
    {   Description       => 'Tell Keycloak Ticket Gate',
        Queue             => [ @queues, '___Approvals' ],
        ScripCondition    => 'On Transaction',
        ScripAction       => 'User Defined',
        Template          => 'Blank',
        Stage             => 'TransactionCreate',
        CustomPrepareCode => 'return 1;',
        CustomCommitCode  => $webhook,
    },
);

@Final = (
    sub {
        for my $name ( sort keys %members ) {
            my $group = RT::Group->new( RT->SystemUser );
            $group->LoadUserDefinedGroup($name);
            for my $member ( @{ $members{$name} } ) {
                my $user = RT::User->new( RT->SystemUser );
                $user->Load($member);
                my ( $ok, $message ) = $group->AddMember( $user->PrincipalId );
                RT->Logger->error("$member is not in $name: $message") unless $ok;
            }
        }
    }
);
