package shop.user;

import akka.actor.typed.ActorSystem;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import shop.contract.user.UserOuterClass;
import shop.contract.user.UserServicePowerApi;
import shop.platform.grpc.GrpcService;
import shop.platform.grpc.PageTokens;
import shop.platform.journal.Database;
import shop.platform.journal.PageTokenKey;
import shop.platform.messaging.Publishing;
import shop.platform.node.Service;
import shop.platform.projection.Projections;
import shop.user.api.UserApi;
import shop.user.domain.EmailAddress;
import shop.user.domain.User;
import shop.user.domain.UserEvent;
import shop.user.domain.Users;
import shop.user.messaging.UserEvents;
import shop.user.query.EarlierAddressBook;
import shop.user.query.UserQuery;
import shop.user.query.UserView;

/** The service of users. */
final class UserService implements Service {
    private final ActorSystem<?> system;
    private final EarlierAddressBook earlier;
    private final Users users;
    private final UserApi api;

    UserService(ActorSystem<?> system) {
        this.system = system;
        earlier = new EarlierAddressBook(system);
        users = new Users(system, earlier);
        var database = Database.get(system);
        api = new UserApi(
                users, new UserQuery(database), new PageTokens(new PageTokenKey(database)), Clock.systemUTC());
    }

    @Override
    public List<GrpcService> apis() {
        var descriptor = UserOuterClass.getDescriptor().findServiceByName("UserService");
        return List.of(GrpcService.of(descriptor, UserServicePowerApi.class, api));
    }

    @Override
    public Set<String> start() {
        users.start();
        earlier.start(Projections.exactlyOnce(system, UserProjections.LIST, UserEvent.class, new UserView()));
        Publishing.start(system, UserProjections.PUBLISHER, UserEvent.class, new UserEvents());
        Audited.follow(system);
        return Set.of(User.TYPE.name(), EmailAddress.TYPE.name());
    }
}
