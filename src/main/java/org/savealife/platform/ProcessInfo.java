package org.savealife.platform;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Properties;

/** What this process is: its version, role, host and uptime. */
@ApplicationScoped
public class ProcessInfo {

    /** Maven puts it into the WAR. */
    private static final String BUILD = "/META-INF/maven/org.savealife/savealife/pom.properties";

    private final ServletContext context;
    private final ProcessSettings settings;

    @Inject
    public ProcessInfo(ServletContext context, ProcessSettings settings) {
        this.context = context;
        this.settings = settings;
    }

    /** Version of the application; "" if it was not built by Maven. */
    public String version() {
        try (var build = context.getResourceAsStream(BUILD)) {
            var properties = new Properties();
            if (build != null) {
                properties.load(build);
            }
            return properties.getProperty("version", "");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(BUILD + " cannot be read.", unreadable);
        }
    }

    /** Version and vendor of the JVM. */
    public String java() {
        return Runtime.version() + " (" + System.getProperty("java.vendor", "") + ")";
    }

    public String role() {
        return settings.role().word();
    }

    /** Host and process number, for operators. */
    public String node() {
        return host() + ", " + ProcessHandle.current().pid();
    }

    public Duration uptime() {
        return Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime());
    }

    /** Name of this machine, or "unknown". */
    public static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "unknown";
        }
    }
}
