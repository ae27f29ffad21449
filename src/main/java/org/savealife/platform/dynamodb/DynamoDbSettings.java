package org.savealife.platform.dynamodb;

import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.savealife.platform.config.InvalidSettingException;
import org.savealife.platform.config.SettingKey;

/**
 * Where the data are. If the database is a DynamoDB Local, the workarounds for it are used: {@link DynamoDbLocalGuard},
 * {@link LocalStreamArnInterceptor} and {@link LocalShardInterceptor}.
 *
 * @param main name of the table of donors, donations and staff
 * @param invitations name of the table of runs, segments, ledger pages and parked records
 * @param create whether to create missing tables at start
 * @param endpoint of a DynamoDB Local; empty for DynamoDB on AWS
 * @param local whether the database is a DynamoDB Local
 * @param folder of the files of the DynamoDB Local; empty if free space is not checked
 * @param region of AWS; empty for the one that the AWS SDK finds
 */
public record DynamoDbSettings(
        @SettingKey(value = MAIN, allowed = TABLE_NAME) @Pattern(regexp = NAME)
        String main,

        @SettingKey(value = INVITATIONS, allowed = TABLE_NAME) @Pattern(regexp = NAME)
        String invitations,

        @SettingKey("savealife.create-tables") boolean create,
        @SettingKey(ENDPOINT) Optional<URI> endpoint,
        @SettingKey(LOCAL) boolean local,
        @SettingKey("savealife.dynamodb.folder") Optional<Path> folder,

        @SettingKey(value = "savealife.dynamodb.region", allowed = "a region of AWS, like eu-west-1")
        Optional<@Pattern(regexp = "[a-z]{2,20}(-[a-z0-9]{1,20}){0,5}") String> region) {

    private static final String MAIN = "savealife.table";
    private static final String INVITATIONS = "savealife.invitations-table";
    private static final String ENDPOINT = "savealife.dynamodb.endpoint";
    private static final String LOCAL = "savealife.dynamodb.local";

    /** Names of tables in DynamoDB, shorter by what the names of the lease tables add. */
    private static final String NAME = "[A-Za-z0-9_.-]{3,180}";

    @SuppressWarnings("UnusedVariable") // it is used in the record's header
    private static final String TABLE_NAME = "a name of 3 to 180 letters, digits and _ . -";

    /** The region in ARNs of DynamoDB Local. */
    private static final String LOCAL_REGION = ":ddblocal:";

    /**
     * Names of this machine, and usual names of containers with DynamoDB Local. No endpoint of AWS has such a name.
     */
    private static final Set<String> LOCAL_HOSTS =
            Set.of("localhost", "127.0.0.1", "[::1]", "dynamodb", "dynamodb-local", "host.docker.internal");

    /** @throws InvalidSettingException if both tables have the same name */
    public DynamoDbSettings {
        if (main.equals(invitations)) {
            throw new InvalidSettingException(
                    MAIN + " and " + INVITATIONS + " are both \"" + main + "\". They are two tables.");
        }
    }

    /**
     * A warning if the endpoint looks like a DynamoDB Local and {@code savealife.dynamodb.local} is not true.
     *
     * @return one line; empty if there is nothing to warn of
     */
    public Optional<String> warning() {
        return endpoint.filter(url -> !local && LOCAL_HOSTS.contains(String.valueOf(url.getHost())))
                .map(url -> ENDPOINT + " is " + url + ". If that is a DynamoDB Local, set " + LOCAL
                        + "=true. Without it, the stream of DynamoDB Local cannot be read, and what a full disk loses"
                        + " is not noticed.");
    }

    /** The ARN of a stream in the form that the streams adapter accepts: with a region of AWS. */
    String adapterArn(String streamArn, String awsRegion) {
        return local ? streamArn.replace(LOCAL_REGION, ":" + awsRegion + ":") : streamArn;
    }
}
