package org.savealife.platform.dynamodb;

import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * DynamoDB Local, and the setting that says that the database is one. Only then the workarounds for it are used:
 * {@link DynamoDbLocalGuard}, {@link LocalStreamArnInterceptor} and {@link LocalShardInterceptor}.
 */
public final class DynamoDbLocal {

    public static final String SETTING = "savealife.dynamodb.local";

    /** The region in ARNs of DynamoDB Local. */
    private static final String REGION = ":ddblocal:";

    /**
     * Names of this machine, and usual names of containers with DynamoDB Local. No endpoint of AWS has such a name.
     */
    private static final Set<String> HOSTS =
            Set.of("localhost", "127.0.0.1", "[::1]", "dynamodb", "dynamodb-local", "host.docker.internal");

    private DynamoDbLocal() {}

    /**
     * A warning if the endpoint looks like a DynamoDB Local and {@link #SETTING} is not true.
     *
     * @return one line; empty if there is nothing to warn of
     */
    public static Optional<String> warning(Optional<URI> endpoint, boolean isSet) {
        return endpoint.filter(url -> !isSet && HOSTS.contains(String.valueOf(url.getHost())))
                .map(url -> DynamoDbClients.ENDPOINT + " is " + url + ". If that is a DynamoDB Local, set " + SETTING
                        + "=true. Without it, the stream of DynamoDB Local cannot be read,"
                        + " and what a full disk loses is not noticed.");
    }

    /** The ARN of a stream in the form that the streams adapter accepts: with a region of AWS. */
    static String withRegion(String streamArn, String region) {
        return streamArn.replace(REGION, ":" + region + ":");
    }
}
