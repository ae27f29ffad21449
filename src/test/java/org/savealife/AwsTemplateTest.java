package org.savealife;

import static org.assertj.core.api.Assertions.assertThat;
import static org.savealife.fixture.AwsTemplate.list;
import static org.savealife.fixture.AwsTemplate.map;
import static org.savealife.fixture.AwsTemplate.texts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.savealife.dev.EmbeddedDynamoDb;
import org.savealife.fixture.AwsTemplate;
import org.savealife.platform.dynamodb.TestTables;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/**
 * The template for AWS, as far as it can be checked without AWS. What its policies allow is compared with what the
 * processes do in {@link RolesIT}.
 */
class AwsTemplateTest {

    /** What there is without being declared (CloudFormation User Guide, "Pseudo parameters"). */
    private static final Set<String> PSEUDO =
            Set.of("AWS::AccountId", "AWS::NoValue", "AWS::Partition", "AWS::Region", "AWS::StackName");

    /** Actions that AWS has no finer resource for. */
    private static final Set<String> ABOUT_EVERYTHING = Set.of("ses:GetAccount", "ecr:GetAuthorizationToken");

    /** Resources whose name nobody knows before they are there; the template says why. */
    private static final Pattern NAMED_LATER =
            Pattern.compile(".*(:table/savealife-stream-\\*(/index/LeaseOwnerToLeaseKeyIndex)?|:log-stream:\\*)");

    private static final Pattern MESSAGE = Pattern.compile("\\$\\.message = \"([^\"]*)\"");
    private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    private static final Map<String, String> GIVEN = Map.of(
            "MailDomain", "example.org",
            "ConfigurationSet", "set",
            "ImageRepository", "savealife",
            "WebLog", "web",
            "WorkerLog", "worker",
            "AdminPassword", "arn:admin",
            "UnsubscribeSecret", "arn:unsubscribe",
            "MailEvents", "arn:events");

    private final AwsTemplate template = AwsTemplate.read();

    @Test
    void its_tables_are_those_that_the_application_makes_itself() {
        try (var database = EmbeddedDynamoDb.inMemory(EmbeddedDynamoDb.ANY_PORT);
                var tables = new TestTables(database.endpoint())) {
            for (var resource : List.of("MainTable", "InvitationsTable")) {
                var properties = template.properties(resource);
                var name = template.value(properties.get("TableName"), Map.of());
                var made = tables.client()
                        .describeTable(describe -> describe.tableName(name))
                        .table();

                assertThat(described(properties)).as(name).isEqualTo(described(made));
                assertThat(map(properties.get("TimeToLiveSpecification")).get("AttributeName"))
                        .isEqualTo(tables.client()
                                .describeTimeToLive(describe -> describe.tableName(name))
                                .timeToLiveDescription()
                                .attributeName())
                        .isEqualTo("delete_after");
                assertThat(properties.get("BillingMode")).isEqualTo("PAY_PER_REQUEST");
            }
        }
    }

    /** Keys, types, indexes and stream, in words. */
    private static Set<String> described(Map<?, ?> properties) {
        var words = new TreeSet<String>();
        for (var attribute : list(properties.get("AttributeDefinitions"))) {
            words.add(map(attribute).get("AttributeName") + " is "
                    + map(attribute).get("AttributeType"));
        }
        words.add("table " + keys(properties));
        for (var index : list(properties.get("GlobalSecondaryIndexes"))) {
            var projection = map(map(index).get("Projection"));
            words.add(map(index).get("IndexName") + " " + keys(map(index)) + projection.get("ProjectionType")
                    + texts(projection.get("NonKeyAttributes")));
        }
        if (properties.containsKey("StreamSpecification")) {
            words.add("stream " + map(properties.get("StreamSpecification")).get("StreamViewType"));
        }
        return words;
    }

    private static String keys(Map<?, ?> definition) {
        return list(definition.get("KeySchema")).stream()
                .map(key -> map(key).get("AttributeName") + ":" + map(key).get("KeyType"))
                .toList()
                .toString();
    }

    private static Set<String> described(TableDescription table) {
        var words = new TreeSet<String>();
        for (AttributeDefinition attribute : table.attributeDefinitions()) {
            words.add(attribute.attributeName() + " is " + attribute.attributeTypeAsString());
        }
        words.add("table " + keys(table.keySchema()));
        table.globalSecondaryIndexes()
                .forEach(index -> words.add(index.indexName() + " " + keys(index.keySchema())
                        + index.projection().projectionTypeAsString()
                        + index.projection().nonKeyAttributes()));
        if (table.streamSpecification() != null) {
            words.add("stream " + table.streamSpecification().streamViewTypeAsString());
        }
        return words;
    }

    private static String keys(List<KeySchemaElement> schema) {
        return schema.stream()
                .map(key -> key.attributeName() + ":" + key.keyTypeAsString())
                .toList()
                .toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"MainTable", "InvitationsTable"})
    void its_tables_are_kept_whatever_becomes_of_the_stack(String table) {
        var resource = map(template.resources().get(table));

        assertThat(resource.get("DeletionPolicy")).isEqualTo("Retain");
        assertThat(resource.get("UpdateReplacePolicy")).isEqualTo("Retain");
        assertThat(template.properties(table).get("DeletionProtectionEnabled")).isEqualTo(true);
        assertThat(map(template.properties(table).get("PointInTimeRecoverySpecification"))
                        .get("PointInTimeRecoveryEnabled"))
                .isEqualTo(true);
        assertThat(map(template.properties(table).get("SSESpecification")).get("SSEEnabled"))
                .isEqualTo(true);
    }

    @Test
    void every_name_is_declared() {
        var names = Stream.of(
                        template.parameters().keySet(), template.resources().keySet(), PSEUDO)
                .flatMap(Set::stream)
                .map(String::valueOf)
                .toList();

        assertThat(template.references())
                .extracting(AwsTemplate.Reference::name)
                .isNotEmpty()
                .isSubsetOf(names);
        assertThat(template.named("DependsOn"))
                .isSubsetOf(template.resources().keySet().stream()
                        .map(String::valueOf)
                        .toList());
        assertThat(template.named("Condition"))
                .containsExactlyInAnyOrderElementsOf(template.conditions().keySet().stream()
                        .map(String::valueOf)
                        .toList());
    }

    @Test
    void only_resources_have_attributes() {
        assertThat(template.references())
                .filteredOn(reference -> !reference.attribute().isEmpty())
                .allSatisfy(reference -> assertThat(template.resources().containsKey(reference.name()))
                        .as(reference.toString())
                        .isTrue());
    }

    @Test
    void every_parameter_is_described_and_used() {
        var used =
                template.references().stream().map(AwsTemplate.Reference::name).collect(Collectors.toSet());

        template.parameters().forEach((name, parameter) -> {
            assertThat(String.valueOf(map(parameter).get("Description")))
                    .as("description of " + name)
                    .hasSizeGreaterThan(10);
            assertThat(used).contains(String.valueOf(name));
        });
    }

    @Test
    void no_policy_allows_everything() {
        assertThat(template.statements()).hasSizeGreaterThan(10);
        template.statements().forEach((where, statement) -> {
            assertThat(statement.get("NotAction")).as(where).isNull();
            assertThat(statement.get("NotResource")).as(where).isNull();
            assertThat(String.valueOf(statement.get("Principal"))).as(where).doesNotContain("*");
            assertThat(texts(statement.get("Action"))).as(where).isNotEmpty().noneMatch(action -> action.contains("*"));
            resources(statement).forEach(resource -> {
                if (resource.equals("*")) {
                    assertThat(texts(statement.get("Action"))).as(where).isSubsetOf(ABOUT_EVERYTHING);
                } else if (resource.contains("*") && !resource.endsWith("/stream/*")) {
                    assertThat(resource).as(where).matches(NAMED_LATER);
                }
            });
        });
    }

    private Stream<String> resources(Map<?, ?> statement) {
        var resource = statement.get("Resource");
        if (resource == null) {
            return Stream.of();
        }
        return (resource instanceof List<?> several ? several.stream() : Stream.of(resource))
                .map(one -> template.value(one, GIVEN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"WebTask", "WorkerTask"})
    void every_environment_variable_is_a_key_of_the_configuration(String task) throws IOException {
        var keys = Files.readAllLines(Path.of("src/main/resources/META-INF/microprofile-config.properties")).stream()
                .map(line -> line.replaceFirst("^#", ""))
                .filter(line -> line.matches("savealife[a-z.-]+=.*"))
                .map(line -> line.substring(0, line.indexOf('=')))
                .map(key -> key.replaceAll("[^a-z]", "_").toUpperCase(Locale.ROOT))
                .toList();

        assertThat(template.environment(task)).hasSizeGreaterThan(10).isSubsetOf(keys);
    }

    @Test
    void only_pages_get_the_admins_password_and_only_the_worker_gets_to_know_the_relay() {
        assertThat(template.environment("WebTask"))
                .contains("SAVEALIFE_ADMIN_PASSWORD")
                .noneMatch(name -> name.contains("_SES_"));
        assertThat(template.environment("WorkerTask")).noneMatch(name -> name.contains("_ADMIN_"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"WebTask", "WorkerTask"})
    void a_process_can_write_nothing_but_temporary_files_and_is_not_root(String task) {
        var container =
                map(list(template.properties(task).get("ContainerDefinitions")).get(0));

        assertThat(container.get("ReadonlyRootFilesystem")).isEqualTo(true);
        assertThat(String.valueOf(container.get("User"))).matches("[1-9]\\d*:[1-9]\\d*");
        var writable = list(map(container.get("LinuxParameters")).get("Tmpfs"));
        assertThat(writable).hasSize(1);
        assertThat(map(writable.get(0)).get("ContainerPath")).isEqualTo("/tmp");
    }

    @Test
    void only_the_load_balancer_is_open_to_the_world() {
        for (var group : List.of("WebGroup", "WorkerGroup")) {
            var ingress = template.properties(group).get("SecurityGroupIngress");
            assertThat(String.valueOf(ingress)).as(group).doesNotContain("Cidr");
        }
    }

    @Test
    void what_the_metric_filters_look_for_is_what_the_application_says() throws IOException {
        var said = messages();
        var wanted = template.resources().keySet().stream()
                .map(String::valueOf)
                .filter(name -> "AWS::Logs::MetricFilter"
                        .equals(map(template.resources().get(name)).get("Type")))
                .flatMap(name -> MESSAGE.matcher(
                                String.valueOf(template.properties(name).get("FilterPattern")))
                        .results())
                .map(found -> found.group(1))
                .toList();

        assertThat(wanted).hasSizeGreaterThan(5);
        assertThat(wanted)
                .as("what nobody says")
                .filteredOn(pattern -> said.stream().noneMatch(message -> isLike(pattern, message)))
                .isEmpty();
    }

    private static boolean isLike(String pattern, String message) {
        return message.matches(Pattern.quote(pattern).replace("*", "\\E.*\\Q"));
    }

    /** All texts of the sources, with a word for each thing that is put in. */
    private static Set<String> messages() throws IOException {
        try (var files = Files.walk(Path.of("src/main/java"))) {
            var found = new TreeSet<String>();
            for (var file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                for (var line : Files.readAllLines(file)) {
                    TEXT.matcher(line)
                            .results()
                            .forEach(text -> found.add(text.group(1).replaceAll("\\{\\d}", "x")));
                }
            }
            return found;
        }
    }
}
