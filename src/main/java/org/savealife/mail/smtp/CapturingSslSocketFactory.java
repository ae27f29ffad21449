package org.savealife.mail.smtp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/**
 * Wraps another factory and remembers its last socket, because Angus Mail does not expose the one of STARTTLS. For one
 * thread at a time.
 */
final class CapturingSslSocketFactory extends SSLSocketFactory {

    private final SSLSocketFactory factory;
    private Optional<Socket> last = Optional.empty();

    CapturingSslSocketFactory(SSLSocketFactory factory) {
        this.factory = factory;
    }

    void forget() {
        last = Optional.empty();
    }

    /** The last socket since {@link #forget()}. */
    Optional<Socket> last() {
        return last;
    }

    @Override
    public Socket createSocket(Socket plain, String host, int port, boolean autoClose) throws IOException {
        return remember(factory.createSocket(plain, host, port, autoClose));
    }

    @Override
    public Socket createSocket() throws IOException {
        return remember(factory.createSocket());
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return remember(factory.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localAddress, int localPort) throws IOException {
        return remember(factory.createSocket(host, port, localAddress, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return remember(factory.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localAddress, int localPort) throws IOException {
        return remember(factory.createSocket(host, port, localAddress, localPort));
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return factory.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return factory.getSupportedCipherSuites();
    }

    private Socket remember(Socket socket) {
        last = Optional.of(socket);
        return socket;
    }
}
