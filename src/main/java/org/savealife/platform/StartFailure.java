package org.savealife.platform;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Ends a process that cannot do its work. Otherwise the server would keep running without an application. The exit code
 * is {@value #EXIT_CODE}, {@code EX_CONFIG} of {@code sysexits.h}: the configuration is wrong, and a restart does not
 * help.
 */
public final class StartFailure {

    static final int EXIT_CODE = 78;

    private static final System.Logger LOG = System.getLogger(StartFailure.class.getName());

    private StartFailure() {}

    /** Logs one line for each mistake, and ends the process soon after this method has returned. */
    public static void end(List<String> mistakes) {
        mistakes.forEach(mistake -> LOG.log(System.Logger.Level.ERROR, mistake));
        // Later, and on another thread: a server that is told to end while it deploys blocks itself
        var unused = CompletableFuture.runAsync(
                () -> System.exit(EXIT_CODE), CompletableFuture.delayedExecutor(2, TimeUnit.SECONDS));
    }

    public static void end(String mistake) {
        end(List.of(mistake));
    }
}
