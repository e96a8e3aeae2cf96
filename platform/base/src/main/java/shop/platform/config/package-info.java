/** How each package refuses settings that are impossible or dangerous, before anything starts. It knows no setting itself. */
package shop.platform.config;
