package org.savealife.platform.http;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.Part;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.net.ProtocolException;
import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body has been read. All readers get the same body, and the fields of a form are its parameters
 * (Jakarta Servlet 6.0, section 3.1). It has no parts. CDI injects the original request instead, which has only the
 * parameters of the address; so pages ask Faces for the fields of a form.
 */
final class BufferedRequest extends HttpServletRequestWrapper {

    private static final String FORM = "application/x-www-form-urlencoded";

    private final byte[] body;
    private final Map<String, String[]> parameters;

    /** @throws ProtocolException if the body is a form that cannot be decoded, or has an unknown character set */
    BufferedRequest(HttpServletRequest request, byte[] body) throws ProtocolException {
        super(request);
        this.body = body;
        var all = new LinkedHashMap<String, List<String>>();
        super.getParameterMap().forEach((name, values) -> all.put(name, new ArrayList<>(Arrays.asList(values))));
        try {
            if (isForm()) {
                fields(all);
            }
        } catch (IllegalArgumentException undecodable) {
            throw new ProtocolException("The form cannot be decoded: " + undecodable.getMessage());
        }
        var arrays = new LinkedHashMap<String, String[]>();
        all.forEach((name, values) -> arrays.put(name, values.toArray(String[]::new)));
        parameters = Collections.unmodifiableMap(arrays);
    }

    private boolean isForm() {
        return getMethod().equals("POST")
                && Optional.ofNullable(getContentType())
                        .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                        .filter(FORM::equals)
                        .isPresent();
    }

    private void fields(Map<String, List<String>> all) {
        var charset = charset();
        for (var field : new String(body, StandardCharsets.ISO_8859_1).split("&", -1)) {
            if (!field.isEmpty()) {
                var sides = field.split("=", 2);
                all.computeIfAbsent(decoded(sides[0], charset), name -> new ArrayList<>())
                        .add(sides.length < 2 ? "" : decoded(sides[1], charset));
            }
        }
    }

    /**
     * Decodes form data. Unescaped bytes, which browsers do not send, have the same character set as the escaped ones.
     */
    private static String decoded(String text, Charset charset) {
        var raw = new String(text.getBytes(StandardCharsets.ISO_8859_1), charset);
        return URLDecoder.decode(raw, charset);
    }

    private Charset charset() {
        return Optional.ofNullable(getCharacterEncoding()).map(Charset::forName).orElse(StandardCharsets.UTF_8);
    }

    @Override
    public ServletInputStream getInputStream() {
        return new Stream(new ByteArrayInputStream(body));
    }

    @Override
    public BufferedReader getReader() {
        return new BufferedReader(new InputStreamReader(getInputStream(), charset()));
    }

    @Override
    public @Nullable String getParameter(String name) {
        return Optional.ofNullable(parameters.get(name))
                .map(values -> values[0])
                .orElse(null);
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        return parameters;
    }

    @Override
    public Enumeration<String> getParameterNames() {
        return Collections.enumeration(parameters.keySet());
    }

    @Override
    public String @Nullable [] getParameterValues(String name) {
        return parameters.get(name);
    }

    @Override
    public Collection<Part> getParts() {
        return List.of();
    }

    @Override
    public @Nullable Part getPart(String name) {
        return null;
    }

    private static final class Stream extends ServletInputStream {

        private final ByteArrayInputStream body;

        private Stream(ByteArrayInputStream body) {
            this.body = body;
        }

        @Override
        public int read() {
            return body.read();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            return body.read(buffer, offset, length);
        }

        @Override
        public int available() {
            return body.available();
        }

        @Override
        public boolean isFinished() {
            return body.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new IllegalStateException("The body is there already; nobody has to wait for it.");
        }
    }
}
