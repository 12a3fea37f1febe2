# A right server for `upper` over length-prefix:u32be: a process for each client.
use strict;
use warnings;
use IO::Socket::INET;
use Socket qw(IPPROTO_TCP TCP_NODELAY);

$SIG{CHLD} = 'IGNORE';
my $listener = IO::Socket::INET->new(
    LocalAddr => '127.0.0.1', LocalPort => $ARGV[0], Listen => 50, ReuseAddr => 1
) or die "cannot listen: $@";

sub exactly {
    my ($conn, $n) = @_;
    my $data = '';
    while (length($data) < $n) {
        my $got = sysread($conn, $data, $n - length($data), length($data));
        return undef unless $got;
    }
    return $data;
}

while (my $conn = $listener->accept) {
    my $child = fork();
    if (!defined $child || $child) { close $conn; next; }
    close $listener;
    setsockopt($conn, IPPROTO_TCP, TCP_NODELAY, 1);
    while (defined(my $head = exactly($conn, 4))) {
        my $length = unpack('N', $head);
        last if $length > 1 << 20;
        my $body = exactly($conn, $length);
        last unless defined $body;
        $body =~ tr/a-z/A-Z/;
        my $answer = $head . $body;
        while (length $answer) {
            my $sent = syswrite($conn, $answer);
            last unless $sent;
            substr($answer, 0, $sent) = '';
        }
    }
    exit 0;
}
