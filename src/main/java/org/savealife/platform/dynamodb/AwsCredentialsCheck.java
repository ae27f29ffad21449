package org.savealife.platform.dynamodb;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;

/**
 * Checks for a region and credentials. Without them no AWS call is possible at all, which is a wrong setup and no
 * outage.
 */
public final class AwsCredentialsCheck {

    private AwsCredentialsCheck() {}

    /** One line for each missing thing, with what to do about it. */
    public static List<String> missing(AwsRegionProvider region, AwsCredentialsProvider credentials) {
        var missing = new ArrayList<String>();
        try {
            var unused = region.getRegion();
        } catch (SdkClientException none) {
            missing.add(
                    "No region of AWS is known. Set savealife.dynamodb.region or AWS_REGION; for a DynamoDB Local set"
                            + " savealife.dynamodb.endpoint.");
        }
        try {
            var unused = credentials.resolveCredentials();
        } catch (SdkClientException none) {
            missing.add("No credentials for AWS are found. Give this process a role, or set AWS_ACCESS_KEY_ID and"
                    + " AWS_SECRET_ACCESS_KEY; for a DynamoDB Local set savealife.dynamodb.endpoint.");
        }
        return missing;
    }
}
