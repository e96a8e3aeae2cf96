package shop.platform.journal;

import akka.serialization.Serialization;
import akka.serialization.Serializers;

/** An object as Akka Serialization stores it. */
record SerializedObject(int serializerId, String manifest, byte[] bytes) {
    static SerializedObject of(Serialization serialization, Object object) {
        var serializer = serialization.findSerializerFor(object);
        return new SerializedObject(
                serializer.identifier(),
                Serializers.manifestFor(serializer, object),
                serialization.serialize(object).get());
    }

    Object read(Serialization serialization) {
        return serialization.deserialize(bytes, serializerId, manifest).get();
    }
}
