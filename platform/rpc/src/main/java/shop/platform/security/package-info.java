/**
 * Who calls, by token or certificate, and what the contract's access rules let them do: one interceptor for every
 * protocol, which refuses whatever no rule allows. It knows no service, no entity and no database.
 */
package shop.platform.security;
