package org.savealife.platform.dynamodb;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/**
 * Logs at level DEBUG which AWS permissions this process uses, each of them once:
 * {@code AWS call: dynamodb:Query table/savealife/index/SK-PK-index}. The policies in {@code docker/aws/savealife.yaml}
 * allow these and no others, and a test compares them. Every SDK client gets an instance, because the SDK finds the
 * name of this class in {@code software/amazon/awssdk/global/handlers/execution.interceptors}.
 *
 * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html">Service
 *     Authorization Reference, DynamoDB</a>
 */
public final class AwsCallLogger implements ExecutionInterceptor {

    private static final System.Logger LOG = System.getLogger(AwsCallLogger.class.getName());

    /** The permissions logged so far, for all clients of this process. */
    private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

    /** A shard iterator begins with the ARN of its stream. */
    private static final Pattern STREAM = Pattern.compile("table/[^/|]+/stream/[^|]+");

    private static final String EVERYTHING = "*";

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        if (LOG.isLoggable(System.Logger.Level.DEBUG)) {
            rights(context.request())
                    .filter(TOLD::add)
                    .forEach(right -> LOG.log(System.Logger.Level.DEBUG, "AWS call: {0}", right));
        }
    }

    /** Action and resource; the resource without the beginning that all ARNs share. */
    static Stream<String> rights(SdkRequest request) {
        if (request instanceof TransactWriteItemsRequest transaction) {
            return transaction.transactItems().stream().map(AwsCallLogger::right);
        }
        if (request instanceof TransactGetItemsRequest transaction) {
            return transaction.transactItems().stream()
                    .map(item -> "dynamodb:GetItem table/" + item.get().tableName());
        }
        var action = service(request) + ":" + request.getClass().getSimpleName().replaceFirst("Request$", "");
        return resources(request).map(resource -> action + " " + resource);
    }

    /** A transaction needs the permissions of its parts, and no other. */
    private static String right(TransactWriteItem item) {
        if (item.put() != null) {
            return "dynamodb:PutItem table/" + item.put().tableName();
        }
        if (item.update() != null) {
            return "dynamodb:UpdateItem table/" + item.update().tableName();
        }
        return item.delete() != null
                ? "dynamodb:DeleteItem table/" + item.delete().tableName()
                : "dynamodb:ConditionCheckItem table/" + item.conditionCheck().tableName();
    }

    /** The name of the service in policies: the package of the request, without the version of the API. */
    private static String service(SdkRequest request) {
        var packages = List.of(request.getClass().getPackageName().split("\\."));
        return packages.get(packages.indexOf("services") + 1).replaceFirst("v2$", "");
    }

    private static Stream<String> resources(SdkRequest request) {
        var table = text(request, "TableName");
        if (table.isPresent()) {
            return Stream.of("table/" + table.get()
                    + text(request, "IndexName").map("/index/"::concat).orElse(""));
        }
        var tables = request.getValueForField("RequestItems", Map.class);
        if (tables.isPresent()) {
            return ((Map<?, ?>) tables.get()).keySet().stream().map(name -> "table/" + name);
        }
        var sender = sender(request);
        return sender.isPresent()
                ? Stream.concat(sender.stream(), configurationSet(request).stream())
                : Stream.of(stream(request).orElse(EVERYTHING));
    }

    private static Optional<String> stream(SdkRequest request) {
        return text(request, "StreamArn")
                .or(() -> text(request, "ShardIterator"))
                .map(STREAM::matcher)
                .flatMap(found -> found.results().findFirst())
                .map(found -> found.group());
    }

    /** The identity that sends mail, which is a domain. */
    private static Optional<String> sender(SdkRequest request) {
        return text(request, "FromEmailAddress")
                .map(from -> from.substring(from.lastIndexOf('@') + 1).replace(">", ""))
                .map(domain -> "identity/" + domain.toLowerCase(Locale.ROOT));
    }

    private static Optional<String> configurationSet(SdkRequest request) {
        return text(request, "ConfigurationSetName").map("configuration-set/"::concat);
    }

    private static Optional<String> text(SdkRequest request, String field) {
        return request.getValueForField(field, String.class);
    }
}
