package org.savealife.platform.http;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The client of a request, as a key for limits. This is the peer of the connection, unless
 * {@code savealife.proxy.header} names the header in which the proxy writes the client's address. Only the last entry
 * of the header counts, because the proxy wrote it; the client may have sent the entries before it. So the proxy must
 * be the only way in. If there are two proxies, the inner one must pass on the entry of the outer one.
 *
 * <p>A client has a whole IPv6 network and can use a new address for each request, so only the first 64 bits of an IPv6
 * address count (RFC 6177, section 2).
 */
@ApplicationScoped
public class ClientAddress {

    private static final Pattern IPV4 = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,3}){3})(?::\\d+)?");
    private static final Pattern IPV6 =
            Pattern.compile("\\[?([0-9a-fA-F.]*+:[0-9a-fA-F:.]*+)(?:%\\w++)?(?:\\](?::\\d++)?)?");
    private static final int NETWORK_BYTES = 8;

    private final Optional<String> header;

    @Inject
    public ClientAddress(HttpSettings settings) {
        this.header = settings.proxyHeader();
    }

    /** Text without a port: an IPv4 address, or the /64 of an IPv6 address. */
    public String of(HttpServletRequest request) {
        return of(
                header.map(request::getHeaders).map(Collections::list).orElseGet(ArrayList::new),
                request.getRemoteAddr());
    }

    /**
     * @param lines the values of the proxy's header, one for each header line; the peer counts if they contain no
     *     address
     */
    static String of(List<String> lines, String peer) {
        return lines.isEmpty()
                ? key(peer).orElse(peer)
                : key(lastEntry(lines.get(lines.size() - 1))).orElseGet(() -> of(List.of(), peer));
    }

    private static String lastEntry(String line) {
        return line.substring(line.lastIndexOf(',') + 1).strip();
    }

    private static Optional<String> key(String address) {
        var ipv4 = IPV4.matcher(address);
        if (ipv4.matches()) {
            return Optional.of(ipv4.group(1));
        }
        var ipv6 = IPV6.matcher(address);
        return ipv6.matches() ? network(ipv6.group(1)) : Optional.empty();
    }

    private static Optional<String> network(String ipv6) {
        try {
            // A text with a colon is never looked up in DNS
            var address = InetAddress.getByName(ipv6);
            if (!(address instanceof Inet6Address)) {
                return Optional.of(address.getHostAddress());
            }
            var network =
                    Arrays.copyOf(Arrays.copyOf(address.getAddress(), NETWORK_BYTES), address.getAddress().length);
            return Optional.of(InetAddress.getByAddress(network).getHostAddress() + "/64");
        } catch (UnknownHostException noAddress) {
            return Optional.empty();
        }
    }
}
