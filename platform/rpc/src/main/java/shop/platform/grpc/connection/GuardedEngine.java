package shop.platform.grpc.connection;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BiFunction;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;

/**
 * The guard of an encrypted connection, whose plain bytes are visible only between decryption and the server. It also
 * rejects renegotiation, which costs the server more than the client.
 */
final class GuardedEngine extends SSLEngine {
    private static final String HTTP2 = "h2";

    private final SSLEngine engine;
    private final Connections connections;
    private WireGuard guard;
    private boolean agreed;
    private boolean refusing;
    private boolean ended;

    private GuardedEngine(SSLEngine engine, Connections connections) {
        super(engine.getPeerHost(), engine.getPeerPort());
        this.engine = engine;
        this.connections = connections;
    }

    static SSLEngine around(SSLEngine engine, Connections connections) {
        return new GuardedEngine(engine, connections);
    }

    @Override
    public SSLEngineResult unwrap(ByteBuffer source, ByteBuffer[] targets, int offset, int length) throws SSLException {
        int[] before = positions(targets, offset, length);
        SSLEngineResult result = engine.unwrap(source, targets, offset, length);
        refuseRenegotiation(result);
        if (result.bytesProduced() > 0) {
            try {
                for (int i = 0; i < length; i++) {
                    arrived(targets[offset + i], before[i]);
                }
            } catch (Violation e) {
                throw rejected(e);
            }
        }
        return result;
    }

    private void arrived(ByteBuffer bytes, int from) {
        int to = bytes.position();
        if (from == to) {
            return;
        }
        int poisoned = guard().arriving(bytes, from, to);
        if (poisoned != WireGuard.ALL && !refusing) {
            refusing = true;
            connections.rejected(Rejection.AMBIGUOUS_REQUEST);
        }
        for (int i = poisoned; poisoned != WireGuard.ALL && i < to; i++) {
            bytes.put(i, WireGuard.POISON);
        }
    }

    @Override
    public SSLEngineResult wrap(ByteBuffer[] sources, int offset, int length, ByteBuffer target) throws SSLException {
        int[] before = positions(sources, offset, length);
        SSLEngineResult result = engine.wrap(sources, offset, length, target);
        if (result.bytesConsumed() > 0) {
            try {
                for (int i = 0; i < length; i++) {
                    guard().leaving(sources[offset + i], before[i], sources[offset + i].position());
                }
            } catch (Violation e) {
                throw rejected(e);
            }
        }
        return result;
    }

    private synchronized WireGuard guard() {
        if (guard == null) {
            guard = HTTP2.equals(engine.getApplicationProtocol())
                    ? new Http2Guard(connections.settings(), System::nanoTime)
                    : new Http1Guard();
        }
        return guard;
    }

    /** TLS 1.3 has no renegotiation; its messages after the handshake need no answer. */
    private void refuseRenegotiation(SSLEngineResult result) throws SSLException {
        HandshakeStatus status = result.getHandshakeStatus();
        if (status == HandshakeStatus.FINISHED) {
            agreed = true;
        } else if (agreed
                && status != HandshakeStatus.NOT_HANDSHAKING
                && result.getStatus() != Status.CLOSED
                && "TLSv1.2".equals(engine.getSession().getProtocol())) {
            throw rejected(new Violation(Rejection.RENEGOTIATION, "renegotiation: refused"));
        }
    }

    /** The server continues with data that it has already received, and so sees the end more than once. */
    private SSLException rejected(Violation violation) {
        if (!ended) {
            ended = true;
            connections.rejected(violation.reason);
        }
        return new SSLException(violation.getMessage());
    }

    private static int[] positions(ByteBuffer[] buffers, int offset, int length) {
        var positions = new int[length];
        for (int i = 0; i < length; i++) {
            positions[i] = buffers[offset + i].position();
        }
        return positions;
    }

    @Override
    public Runnable getDelegatedTask() {
        return engine.getDelegatedTask();
    }

    @Override
    public void closeInbound() throws SSLException {
        engine.closeInbound();
    }

    @Override
    public boolean isInboundDone() {
        return engine.isInboundDone();
    }

    @Override
    public void closeOutbound() {
        engine.closeOutbound();
    }

    @Override
    public boolean isOutboundDone() {
        return engine.isOutboundDone();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return engine.getSupportedCipherSuites();
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return engine.getEnabledCipherSuites();
    }

    @Override
    public void setEnabledCipherSuites(String[] suites) {
        engine.setEnabledCipherSuites(suites);
    }

    @Override
    public String[] getSupportedProtocols() {
        return engine.getSupportedProtocols();
    }

    @Override
    public String[] getEnabledProtocols() {
        return engine.getEnabledProtocols();
    }

    @Override
    public void setEnabledProtocols(String[] protocols) {
        engine.setEnabledProtocols(protocols);
    }

    @Override
    public SSLSession getSession() {
        return engine.getSession();
    }

    @Override
    public SSLSession getHandshakeSession() {
        return engine.getHandshakeSession();
    }

    @Override
    public void beginHandshake() throws SSLException {
        engine.beginHandshake();
    }

    @Override
    public HandshakeStatus getHandshakeStatus() {
        return engine.getHandshakeStatus();
    }

    @Override
    public void setUseClientMode(boolean mode) {
        engine.setUseClientMode(mode);
    }

    @Override
    public boolean getUseClientMode() {
        return engine.getUseClientMode();
    }

    @Override
    public void setNeedClientAuth(boolean need) {
        engine.setNeedClientAuth(need);
    }

    @Override
    public boolean getNeedClientAuth() {
        return engine.getNeedClientAuth();
    }

    @Override
    public void setWantClientAuth(boolean want) {
        engine.setWantClientAuth(want);
    }

    @Override
    public boolean getWantClientAuth() {
        return engine.getWantClientAuth();
    }

    @Override
    public void setEnableSessionCreation(boolean flag) {
        engine.setEnableSessionCreation(flag);
    }

    @Override
    public boolean getEnableSessionCreation() {
        return engine.getEnableSessionCreation();
    }

    @Override
    public SSLParameters getSSLParameters() {
        return engine.getSSLParameters();
    }

    @Override
    public void setSSLParameters(SSLParameters parameters) {
        engine.setSSLParameters(parameters);
    }

    @Override
    public String getApplicationProtocol() {
        return engine.getApplicationProtocol();
    }

    @Override
    public String getHandshakeApplicationProtocol() {
        return engine.getHandshakeApplicationProtocol();
    }

    @Override
    public void setHandshakeApplicationProtocolSelector(BiFunction<SSLEngine, List<String>, String> selector) {
        engine.setHandshakeApplicationProtocolSelector(selector);
    }

    @Override
    public BiFunction<SSLEngine, List<String>, String> getHandshakeApplicationProtocolSelector() {
        return engine.getHandshakeApplicationProtocolSelector();
    }
}
