// The page of GET /docs. It asks only the node that it comes from.
fetch("/openapi.json")
  .then((response) => response.json())
  .then((document_) => {
    document.title = `${document_.info.title} API`;
    SwaggerUIBundle({
      spec: document_,
      dom_id: "#docs",
      deepLinking: true,
      defaultModelsExpandDepth: 0,
      docExpansion: "list",
      filter: true,
      tryItOutEnabled: true,
      validatorUrl: null,
    });
  });
