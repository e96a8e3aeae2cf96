/** How every command of the project understands its arguments. It needs nothing but the JDK. */
package shop.commandline;
