package org.savealife.platform.dynamodb;

import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * DynamoDB Local, and the setting that says that the database is one. Only then are its peculiarities seen to: {@link
 * DynamoDbLocalGuard}, {@link LocalStreamArnInterceptor} and {@link LocalShardInterceptor}.
 */
public final class DynamoDbLocal {

    public static final String SETTING = "savealife.dynamodb.local";

    /** The region in the ARNs that it makes. */
    private static final String REGION = ":ddblocal:";

    /** Names of this machine, and what containers with it are called. AWS calls none of its endpoints so. */
    private static final Set<String> HOSTS =
            Set.of("localhost", "127.0.0.1", "[::1]", "dynamodb", "dynamodb-local", "host.docker.internal");

    private DynamoDbLocal() {}

    /**
     * What an operator should know who names such a host and does not set {@link #SETTING}.
     *
     * @return one line; nothing if all is well
     */
    public static Optional<String> warning(Optional<URI> endpoint, boolean isSet) {
        return endpoint.filter(url -> !isSet && HOSTS.contains(String.valueOf(url.getHost())))
                .map(url -> DynamoDbClients.ENDPOINT + " is " + url + ". If that is a DynamoDB Local, set " + SETTING
                        + "=true. Without it, the stream of DynamoDB Local cannot be read, and what a full disk loses is"
                        + " not noticed.");
    }

    /** The ARN of a stream as the streams adapter takes it, which accepts regions of AWS only. */
    static String withRegion(String streamArn, String region) {
        return streamArn.replace(REGION, ":" + region + ":");
    }
}
