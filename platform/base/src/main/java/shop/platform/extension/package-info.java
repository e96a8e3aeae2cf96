/** What an actor system has one of. */
package shop.platform.extension;
