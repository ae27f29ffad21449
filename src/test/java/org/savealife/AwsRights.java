package org.savealife;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.savealife.fixture.ApplicationProcess;
import org.savealife.fixture.AwsTemplate;

/**
 * What a policy of the template allows. Rights and calls are actions with a resource, such as {@code dynamodb:GetItem
 * table/savealife}; in a right, {@code *} stands for any text.
 */
record AwsRights(Set<String> patterns) {

    private static final String CALL = "AWS call: ";

    /** @param policy its name in the template, such as {@code WebPolicy} */
    static AwsRights of(String policy, String configurationSet) {
        return new AwsRights(AwsTemplate.read()
                .rights(policy, Map.of("MailDomain", "example.org", "ConfigurationSet", configurationSet)));
    }

    /** What a process has asked of AWS by now, according to its log. */
    static Set<String> calls(ApplicationProcess process) {
        try (var lines = Files.lines(process.log())) {
            return lines.filter(line -> line.contains(CALL))
                    .map(line -> line.substring(line.indexOf(CALL) + CALL.length()))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("No log in " + process.log(), unreadable);
        }
    }

    boolean allow(String call) {
        return patterns.stream().anyMatch(right -> matches(right, call));
    }

    /** The rights that none of these calls needs. */
    List<String> unused(Set<String> calls) {
        return patterns.stream()
                .filter(right -> calls.stream().noneMatch(call -> matches(right, call)))
                .toList();
    }

    private static boolean matches(String right, String call) {
        var pattern = Pattern.compile("\\*")
                .splitAsStream(right)
                .map(Pattern::quote)
                .collect(Collectors.joining(".*", "", right.endsWith("*") ? ".*" : ""));
        return call.matches(pattern);
    }
}
