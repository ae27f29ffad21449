package org.savealife.platform.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsRequest;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ListTablesRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.sesv2.model.GetAccountRequest;
import software.amazon.awssdk.services.sesv2.model.SendBulkEmailRequest;

class AwsCallLoggerTest {

    private static final String STREAM =
            "arn:aws:dynamodb:eu-west-1:123456789012:table/savealife/stream/2026-11-26T20:00";

    @Test
    void a_query_needs_the_right_to_its_table_or_its_index() {
        assertThat(AwsCallLogger.rights(
                        QueryRequest.builder().tableName("savealife").build()))
                .containsExactly("dynamodb:Query table/savealife");
        assertThat(AwsCallLogger.rights(QueryRequest.builder()
                        .tableName("savealife")
                        .indexName("SK-PK-index")
                        .build()))
                .containsExactly("dynamodb:Query table/savealife/index/SK-PK-index");
    }

    @Test
    void a_transaction_needs_the_rights_of_what_it_is_made_of() {
        var request = TransactWriteItemsRequest.builder()
                .transactItems(
                        TransactWriteItem.builder()
                                .put(put -> put.tableName("savealife"))
                                .build(),
                        TransactWriteItem.builder()
                                .update(update -> update.tableName("savealife"))
                                .build(),
                        TransactWriteItem.builder()
                                .delete(delete -> delete.tableName("savealife-invitations"))
                                .build(),
                        TransactWriteItem.builder()
                                .conditionCheck(check -> check.tableName("savealife-invitations"))
                                .build())
                .build();

        assertThat(AwsCallLogger.rights(request))
                .containsExactly(
                        "dynamodb:PutItem table/savealife",
                        "dynamodb:UpdateItem table/savealife",
                        "dynamodb:DeleteItem table/savealife-invitations",
                        "dynamodb:ConditionCheckItem table/savealife-invitations");
    }

    @Test
    void a_batch_needs_the_right_to_each_of_its_tables() {
        var nothing = KeysAndAttributes.builder().build();

        assertThat(AwsCallLogger.rights(BatchGetItemRequest.builder()
                        .requestItems(Map.of("one", nothing, "two", nothing))
                        .build()))
                .containsExactlyInAnyOrder("dynamodb:BatchGetItem table/one", "dynamodb:BatchGetItem table/two");
    }

    @Test
    void reading_a_stream_needs_the_right_to_it_also_where_the_call_names_an_iterator_only() {
        assertThat(AwsCallLogger.rights(
                        DescribeStreamRequest.builder().streamArn(STREAM).build()))
                .containsExactly("dynamodb:DescribeStream table/savealife/stream/2026-11-26T20:00");
        assertThat(AwsCallLogger.rights(GetRecordsRequest.builder()
                        .shardIterator(STREAM + "|1|AAAAAAAAAAF")
                        .build()))
                .containsExactly("dynamodb:GetRecords table/savealife/stream/2026-11-26T20:00");
    }

    @Test
    void sending_needs_the_right_to_the_senders_domain_and_to_the_configuration_set() {
        assertThat(AwsCallLogger.rights(SendBulkEmailRequest.builder()
                        .fromEmailAddress("Blood Bank <give@Example.org>")
                        .build()))
                .containsExactly("ses:SendBulkEmail identity/example.org");
        assertThat(AwsCallLogger.rights(SendBulkEmailRequest.builder()
                        .fromEmailAddress("give@example.org")
                        .configurationSetName("savealife")
                        .build()))
                .containsExactly(
                        "ses:SendBulkEmail identity/example.org", "ses:SendBulkEmail configuration-set/savealife");
    }

    @Test
    void what_is_about_nothing_in_particular_needs_the_right_to_all() {
        assertThat(AwsCallLogger.rights(GetAccountRequest.builder().build())).containsExactly("ses:GetAccount *");
        assertThat(AwsCallLogger.rights(ListTablesRequest.builder().build())).containsExactly("dynamodb:ListTables *");
    }
}
