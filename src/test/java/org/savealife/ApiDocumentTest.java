package org.savealife;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import io.swagger.v3.parser.OpenAPIV3Parser;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ApiDocumentTest {

    @Test
    void every_call_is_in_the_document_and_every_documented_call_is_there() {
        var documented = new OpenAPIV3Parser()
                .read("META-INF/openapi.yaml").getPaths().entrySet().stream()
                        .flatMap(path -> path.getValue().readOperationsMap().keySet().stream()
                                .map(method -> method + " " + path.getKey()))
                        .map(call -> call.replaceAll("\\{\\w+}", "{}"))
                        .collect(toCollection(TreeSet::new));

        var offered = new ClassFileImporter(List.of(new DoNotIncludeTests()))
                .importPackages("org.savealife").stream()
                        .flatMap(type -> type.getMethods().stream())
                        .flatMap(ApiDocumentTest::call)
                        .collect(toCollection(TreeSet::new));

        assertThat(offered).isEqualTo(documented);
    }

    private static Stream<String> call(JavaMethod method) {
        return method.getAnnotations().stream()
                .filter(annotation -> annotation.getRawType().isAnnotatedWith(HttpMethod.class))
                .map(annotation -> annotation.getRawType().getSimpleName().toUpperCase(Locale.ROOT) + " /api"
                        + part(method.getOwner().getAnnotationOfType(Path.class))
                        + (method.isAnnotatedWith(Path.class) ? part(method.getAnnotationOfType(Path.class)) : ""))
                .map(call -> call.replaceAll("\\{[^/]+}", "{}"));
    }

    private static String part(Path path) {
        var trimmed = path.value().replaceAll("^/|/$", "");
        return trimmed.isEmpty() ? "" : "/" + trimmed;
    }
}
