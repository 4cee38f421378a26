# One image, two commands: `web` and `worker` (also `all`, and every operator's command).
FROM node:20-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# --no-save leaves the lock file alone; `npm ci` would refuse one without other platforms' optional binaries
RUN npm install --no-save --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY src ./src
RUN node node_modules/@typescript/native/bin/tsc -p src/setup/tsconfig.build.json --outDir /app/dist

FROM node:20-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm install --no-save --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:20-slim
ENV NODE_ENV=production DATA_DIR=/data
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json LICENSE ./
COPY views ./views
COPY templates ./templates
RUN mkdir /data && chown node:node /data
USER node
EXPOSE 3000
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "--enable-source-maps", "dist/main.js"]
CMD ["all"]
