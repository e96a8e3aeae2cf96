/**
 * Who calls, by token or certificate, and what the contract's access rules let them do: one interceptor for every
 * protocol, which rejects every call that no rule allows. It knows no service, entity or database.
 */
package shop.platform.security;
