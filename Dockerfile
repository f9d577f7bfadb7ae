# One image for all of Backstep; the command says which part of it runs.
FROM node:26-bookworm-slim AS build
WORKDIR /backstep
COPY package.json package-lock.json .npmrc .swcrc ./
RUN npm ci --ignore-scripts && npm rebuild @swc/core
COPY bin bin
COPY libs libs
COPY apps apps
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:26-bookworm-slim
ENV NODE_ENV=production
WORKDIR /backstep
COPY --from=build --chown=node:node /backstep/package.json ./
COPY --from=build --chown=node:node /backstep/node_modules node_modules
COPY --from=build --chown=node:node /backstep/bin bin
COPY --from=build --chown=node:node /backstep/dist dist
RUN mkdir /data && chown node:node /data
ENV BACKSTEP_DATA_DIR=/data HOST=0.0.0.0 PORT=8080
VOLUME /data
USER node
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=3s --start-period=20s --retries=6 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--enable-source-maps"]
CMD ["dist/apps/orchestrator/src/main.js"]
