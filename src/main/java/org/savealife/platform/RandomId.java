package org.savealife.platform;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Makes ids: 128 random bits in 32 lower-case hexadecimal digits, so that items spread evenly over key ranges. */
public final class RandomId {

    /** Regular expression of an id, for path templates. */
    public static final String FORM = "[0-9a-f]{32}";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 16;

    private RandomId() {}

    public static String next() {
        var bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
