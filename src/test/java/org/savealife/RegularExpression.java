package org.savealife;

import com.tngtech.archunit.thirdparty.org.objectweb.asm.ClassReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression of the application.
 *
 * @param where class and field, or class and method, that it stands in
 * @param searched whether it is looked for anywhere in a text, rather than compared with all of it
 */
record RegularExpression(String where, Pattern pattern, boolean searched) {

    private static final Path SOURCES = Path.of("src/main/java");

    /**
     * All that there are: in static fields, wherever in their values; in calls with a constant text; in templates of
     * addresses; in constraints of settings.
     *
     * @throws AssertionError where one is put together while the application runs, so that nobody sees it here
     */
    static List<RegularExpression> ofTheApplication() {
        var found = new ArrayList<RegularExpression>();
        try (var sources = Files.walk(SOURCES)) {
            sources.map(SOURCES::relativize)
                    .map(Path::toString)
                    .filter(name -> name.endsWith(".java") && !name.endsWith("package-info.java"))
                    .sorted()
                    .flatMap(name -> classFiles(name.substring(0, name.length() - ".java".length())))
                    .forEach(file -> found.addAll(of(file)));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return found;
    }

    /** Of the class and those nested in it. */
    private static Stream<Path> classFiles(String name) {
        var resource = RegularExpression.class.getResource("/" + name + ".class");
        var file = Path.of(URI.create(String.valueOf(resource)));
        var simpleName = Path.of(name).getFileName().toString();
        try (var folder = Files.newDirectoryStream(Objects.requireNonNull(file.getParent()), simpleName + "$*.class")) {
            var files = new ArrayList<>(List.of(file));
            folder.forEach(files::add);
            return files.stream().sorted();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static List<RegularExpression> of(Path classFile) {
        try {
            var reader = new ClassReader(Files.readAllBytes(classFile));
            var scan = new PatternScan(reader.getClassName());
            reader.accept(scan, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
            return scan.found();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Those in a value, however deep, as far as the value is ours or a collection. */
    static List<Pattern> patterns(@Nullable Object value, Set<Object> seen) {
        if (value instanceof Pattern pattern) {
            return List.of(pattern);
        }
        if (value == null || value.getClass().isPrimitive() || !seen.add(System.identityHashCode(value))) {
            return List.of();
        }
        var found = new ArrayList<Pattern>();
        parts(value).forEach(part -> found.addAll(patterns(part, seen)));
        return found;
    }

    private static Collection<? extends @Nullable Object> parts(Object value) {
        if (value instanceof Collection<?> collection) {
            return collection;
        }
        if (value instanceof Map<?, ?> map) {
            return Stream.concat(map.keySet().stream(), map.values().stream()).toList();
        }
        if (value instanceof Object[] array) {
            return List.of(array);
        }
        var parts = new ArrayList<@Nullable Object>();
        if (value.getClass().getName().startsWith("org.savealife.")) {
            for (var field : value.getClass().getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                    field.setAccessible(true);
                    try {
                        parts.add(field.get(value));
                    } catch (IllegalAccessException impossible) {
                        throw new IllegalStateException(impossible);
                    }
                }
            }
        }
        return parts;
    }
}
