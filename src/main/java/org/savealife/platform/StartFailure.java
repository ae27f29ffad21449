package org.savealife.platform;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Ends a process that cannot do its work: left alone the server would stay alive with nothing in it. The exit code is {@value #EXIT_CODE},
 * {@code EX_CONFIG} of {@code sysexits.h}: something is configured wrongly, and starting again does not help.
 */
public final class StartFailure {

    static final int EXIT_CODE = 78;

    private static final System.Logger LOG = System.getLogger(StartFailure.class.getName());

    private StartFailure() {}

    /** Logs each mistake in a line, and lets the process end while the caller goes on. */
    public static void end(List<String> mistakes) {
        mistakes.forEach(mistake -> LOG.log(System.Logger.Level.ERROR, mistake));
        // A moment later and on another thread: a server that is told to end while it deploys locks itself up
        var unused = CompletableFuture.runAsync(
                () -> System.exit(EXIT_CODE), CompletableFuture.delayedExecutor(2, TimeUnit.SECONDS));
    }

    public static void end(String mistake) {
        end(List.of(mistake));
    }
}
