FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run build && rm dist/.tsbuildinfo
COPY migrations ./migrations
COPY public ./public
COPY queries ./queries
COPY views ./views
# --build-arg COMMIT=$(git rev-parse HEAD)
ARG COMMIT
RUN echo "$COMMIT" > dist/commit
# A checkout's file modes may deny access to the account that the image runs as.
RUN chmod -R a+rX dist migrations package.json public queries views

# Optional dependencies are omitted: they are the embedded database.
FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM node:24-bookworm-slim
LABEL org.opencontainers.image.title="Hyphenate CRM page" \
      org.opencontainers.image.description="The customer page that a Hyphenate (Easemob) agent sees beside every conversation." \
      org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production \
    HOST=0.0.0.0
WORKDIR /app
# The layers that change least come first.
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/package.json ./
COPY --from=build /app/migrations ./migrations
COPY --from=build /app/queries ./queries
COPY --from=build /app/public ./public
COPY --from=build /app/views ./views
COPY --from=build /app/dist ./dist
ARG COMMIT
LABEL org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.revision="$COMMIT"
# The account `node`, by number: Kubernetes cannot verify from a name that it is not root.
USER 1000:1000
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=6s --start-period=30s --retries=3 CMD ["node", "dist/commands/health-check.js"]
# `docker run IMAGE check` runs a command of the page; anything that is a program, as in `docker run IMAGE node …`, runs as
# it is. The flags shrink the space for short-lived objects, of which a page leaves few, and collect the heap when it has
# doubled instead of quadrupled. Without them this version of Node needs half as much memory again under load.
ENTRYPOINT ["sh", "-c", "command -v -- \"$1\" >/dev/null || set -- node --max-semi-space-size=8 --heap-growing-percent=100 dist/main.js \"$@\"; exec \"$@\"", "--"]
CMD ["serve"]
