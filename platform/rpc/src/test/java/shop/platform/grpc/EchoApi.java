package shop.platform.grpc;

import akka.NotUsed;
import akka.grpc.javadsl.Metadata;
import akka.stream.javadsl.Source;
import com.google.rpc.context.AttributeContext;
import com.google.type.Color;
import java.util.concurrent.CompletionStage;
import shop.contract.user.GetUserRequest;
import shop.contract.user.User;

/** The power API of {@link EchoService}. */
public interface EchoApi {

    CompletionStage<AttributeContext.Request> request(AttributeContext.Request request, Metadata metadata);

    CompletionStage<Color> paint(Color request, Metadata metadata);

    Source<User, NotUsed> watchUser(GetUserRequest request, Metadata metadata);
}
