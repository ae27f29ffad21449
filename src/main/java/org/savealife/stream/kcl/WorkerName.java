package org.savealife.stream.kcl;

import java.util.UUID;
import org.savealife.platform.ProcessInfo;

/**
 * The name under which a process reads the stream: host, process number and a random part, {@code
 * web-1/4711/6f1c…}. No two starts of a process have the same.
 */
final class WorkerName {

    /** Stands between the parts; no part contains it. */
    private static final String SEPARATOR = "/";

    private static final int PARTS = 3;

    private WorkerName() {}

    /** A new name for this process. */
    static String next() {
        return String.join(
                SEPARATOR,
                ProcessInfo.host(),
                Long.toString(ProcessHandle.current().pid()),
                UUID.randomUUID().toString());
    }

    /**
     * Whether the name is that of a process of this machine that has ended. A name with the number of this process is
     * an earlier one: in a container, each start gets the same number.
     */
    static boolean hasEndedHere(String name) {
        var parts = name.split(SEPARATOR, PARTS);
        if (parts.length < PARTS || !parts[0].equals(ProcessInfo.host())) {
            return false;
        }
        var pid = Long.parseLong(parts[1]);
        return pid == ProcessHandle.current().pid() || ProcessHandle.of(pid).isEmpty();
    }
}
