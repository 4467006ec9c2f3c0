# The RT of the tests; rt.sh sets the environment.
my $dir  = $ENV{RT_DIR}  or die "RT_DIR is not set: run this through rt.sh";
my $port = $ENV{RT_PORT} or die "RT_PORT is not set: run this through rt.sh";

Set( $rtname,                   'itsm.test' );
Set( $Organization,             'itsm.test' );
Set( $CorrespondAddress,        'rt@itsm.test' );
Set( $CommentAddress,           'rt-comment@itsm.test' );
Set( $Timezone,                 'UTC' );
Set( $WebDomain,                '127.0.0.1' );
Set( $WebPort,                  $port );
Set( $WebBaseURL,               "http://127.0.0.1:$port" );
Set( $WebPath,                  '' );
Set( $CanonicalizeRedirectURLs, 0 );
Set( $DatabaseType,             'SQLite' );
Set( $DatabaseName,             "$dir/rt.sqlite" );
Set( $DatabaseUser,             '' );
Set( $DatabasePassword,         '' );
Set( $LogToSyslog,              undef );
Set( $LogToSTDERR,              'warning' );
Set( $LogToFile,                undef );
Set( $MailCommand,              'testfile' );
Set( $RecordOutgoingEmail,      0 );
# RT hashes the token of each REST call; its default cost of 12 takes a third of a second. Only for tests.
Set( $BcryptCost, 4 );

$RT::MasonDataDir    = "$dir/mason_data";
$RT::MasonSessionDir = "$dir/session_data";
$RT::VarPath         = "$dir/var";

# The two settings of the webhook, as the documentation has them.
Set( $TicketGateWebhookUrl,    $ENV{RT_WEBHOOK_URL} );
Set( $TicketGateWebhookSecret, $ENV{RT_WEBHOOK_SECRET} );

# The first active status must not be the approved one: RT's own scrip "On Correspond Open Inactive Tickets" moves a
# new ticket to its first active status as soon as one approval is answered.
Set( %Lifecycles,
    access => {
        initial     => ['requested'],
        active      => [ 'in_approval', 'approved', 'granted', 'stalled' ],
        inactive    => [ 'resolved', 'rejected', 'deleted' ],
        defaults    => { on_create => 'requested', approved => 'approved', denied => 'rejected' },
        transitions => {
            ''          => [qw(requested)],
            requested   => [qw(in_approval approved stalled resolved rejected deleted)],
            in_approval => [qw(approved stalled resolved rejected deleted)],
            approved    => [qw(in_approval granted stalled resolved rejected deleted)],
            granted     => [qw(in_approval stalled resolved rejected deleted)],
            stalled     => [qw(in_approval approved granted resolved rejected deleted)],
            resolved    => [qw(in_approval)],
            rejected    => [qw(in_approval)],
            deleted     => [qw(in_approval)],
        },
        rights => { '* -> *' => 'ModifyTicket' },
    },
);
1;
