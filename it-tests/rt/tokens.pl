# tokens.pl NAME...: makes a token for each and prints "NAME TOKEN"; RT shows a token only once.
use strict;
use warnings;
use lib '/usr/local/share/request-tracker5/lib', '/usr/share/request-tracker5/lib';
use RT;

RT->LoadConfig;
RT->Init;
for my $name (@ARGV) {
    my $user = RT::User->new( RT->SystemUser );
    $user->Load($name);
    die "There is no user $name.\n" unless $user->Id;
    my ( $id, $message, $token ) =
      RT::AuthToken->new( RT->SystemUser )->Create( Owner => $user->Id, Description => 'tests' );
    die "No token for $name: $message\n" unless $id;
    print "$name $token\n";
}
